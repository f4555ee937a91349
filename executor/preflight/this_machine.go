package preflight

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/net/http/httpproxy"
)

// thisMachine is how this machine's memory, disks and limits are read, the proxies of its environment, and whom it trusts. Tests give
// another.
type thisMachine struct {
	proc  string
	free  func(path string) (int64, error)
	proxy httpproxy.Config
	roots func() (*x509.CertPool, error)
}

func readThisMachine() thisMachine {
	return thisMachine{proc: "/proc", free: freeDisk, proxy: *httpproxy.FromEnvironment(), roots: x509.SystemCertPool}
}

// memory of a machine, in bytes. Without a total it is not known.
type memory struct{ total, available, swap int64 }

// Memory is how many bytes of memory this machine has, or 0 where that is not told.
func Memory() int64 { return readThisMachine().memory().total }

// memory reads what Linux tells. Other systems do not tell it as a file.
func (s thisMachine) memory() memory {
	text, err := os.ReadFile(filepath.Join(s.proc, "meminfo"))
	if err != nil {
		return memory{}
	}
	fields := map[string]int64{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) >= 2 {
			kibibytes, _ := strconv.ParseInt(words[1], 10, 64)
			fields[strings.TrimSuffix(words[0], ":")] = kibibytes << 10
		}
	}
	return memory{total: fields["MemTotal"], available: fields["MemAvailable"], swap: fields["SwapTotal"]}
}

// limit reads a kernel setting, or returns 0 if there is none.
func (s thisMachine) limit(key string) int64 {
	text, _ := os.ReadFile(filepath.Join(s.proc, "sys", strings.ReplaceAll(key, ".", "/")))
	value, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return value
}

// freeDisk is what a user may still write to the filesystem of a path, or of the nearest directory above it that is there.
func freeDisk(path string) (int64, error) {
	var fs syscall.Statfs_t
	err := syscall.Statfs(nearest(path), &fs)
	return int64(fs.Bavail) * int64(fs.Bsize), err //nolint:unconvert // their types are others on other systems
}

func nearest(path string) string {
	for ; path != filepath.Dir(path); path = filepath.Dir(path) {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return path
}
