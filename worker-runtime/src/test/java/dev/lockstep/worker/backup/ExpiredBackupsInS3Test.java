package dev.lockstep.worker.backup;

class ExpiredBackupsInS3Test extends ExpiredBackupsContract {
    @Override
    BackupFiles freshFiles() {
        return S3Server.shared().files();
    }
}
