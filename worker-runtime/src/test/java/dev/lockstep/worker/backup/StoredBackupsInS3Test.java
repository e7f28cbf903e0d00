package dev.lockstep.worker.backup;

class StoredBackupsInS3Test extends StoredBackupsContract {
    @Override
    BackupFiles freshFiles() {
        return S3Server.shared().files();
    }
}
