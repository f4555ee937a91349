package scenario

import "os"

// sysctls are what kaaslab raises on the machine, and leaves so.
var sysctls = []string{"/proc/sys/fs/inotify/max_user_instances", "/proc/sys/fs/inotify/max_user_watches"}

// rememberSysctls returns what puts them back as they are now.
func rememberSysctls() (restore func()) {
	before := map[string][]byte{}
	for _, file := range sysctls {
		if value, err := os.ReadFile(file); err == nil {
			before[file] = value
		}
	}
	return func() {
		for file, value := range before {
			_ = os.WriteFile(file, value, 0)
		}
	}
}
