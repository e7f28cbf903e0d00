package dev.lockstep.worker.backup;

class DamagedBackupInS3Test extends DamagedBackupContract {
    @Override
    BackupFiles freshFiles() {
        return S3Server.shared().files();
    }
}
