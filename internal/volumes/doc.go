// Package volumes reads the volumes of a lab that is stopped into one tar, and writes them back. Docker's own way to copy files into and
// out of containers does not do: it loses which directories of overlayfs are opaque, so that files which were removed from an image come
// back in containerd's snapshots, and it can remove nothing from a volume that has something else by now.
//
// It runs in a container that has the volumes below /volumes, each in a directory of its name. Names in the tar begin with "volumes/".
// Whiteouts and opaque directories stand in it as in the layers of images: an empty file `.wh.<name>` and `.wh..wh..opq`. Times are kept to
// the second, sparse files are written in full, and of extended attributes there are file capabilities. A file that cannot be
// kept is an error, and none is left out but sockets, which are nobody's while nothing runs.
//
// To see which directories are opaque takes the capability SYS_ADMIN, as it does to make them so; nobody can tell without it that there
// are any. Besides it takes CHOWN, DAC_OVERRIDE, FOWNER, FSETID, MKNOD and SETFCAP.
package volumes
