package sqlite

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ncruces/go-sqlite3/vfs"
)

// vfsName is the VFS that all connections use.
const vfsName = "sanad"

// registerVFS makes the system's VFS without memory mapping known as vfsName; doing so again changes
// nothing. The driver (to v0.37.0) offers mapping when a file is opened and takes it back once it has read
// that the file has page checksums; a checkpoint that finds another connection's commits then calls a
// mapper that isn't there, and the process ends.
func registerVFS() error {
	if vfs.Find(vfsName) != nil {
		return nil
	}
	system, ok := vfs.Find("os").(vfs.VFSFilename)
	if !ok {
		return fmt.Errorf("sqlite: the driver's VFS %q can't open by file name", "os")
	}
	vfs.Register(vfsName, unmapped{system})
	return nil
}

// unmapped opens the system's files without memory mapping.
type unmapped struct{ vfs.VFSFilename }

// OpenFilename opens as the system's VFS does, but nobody else may read the files that it makes: a write-ahead
// log has the same words as its database.
func (u unmapped) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if path := name.String(); path != "" && flags&vfs.OPEN_CREATE != 0 && flags&vfs.OPEN_EXCLUSIVE == 0 {
		if err := makePrivate(path); err != nil && !errors.Is(err, fs.ErrPermission) { // which the system's VFS tells of by itself
			return nil, flags, err
		}
	}
	file, flags, err := u.VFSFilename.OpenFilename(name, flags)
	if err != nil {
		return nil, flags, err
	}
	whole, ok := file.(systemFile)
	if !ok {
		return nil, flags, fmt.Errorf("sqlite: the driver's files have changed: %T", file)
	}
	return unmappedFile{whole}, flags, nil
}

// systemFile is what SQLite uses of the system's files, but for mapping.
type systemFile interface {
	vfs.FileLockState
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
	vfs.FileSizeHint
	vfs.FileHasMoved
	vfs.FileSharedMemory
}

type unmappedFile struct{ systemFile }
