package spec

import (
	"maps"
	"regexp"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var sysctlKey = regexp.MustCompile(`^[a-z][a-z0-9_-]*([./][A-Za-z0-9_-]+)+$`)

func (r *reader) checkHost(lab *Lab) {
	at := key("host").key("sysctl")
	for _, name := range slices.Sorted(maps.Keys(lab.Host.Sysctl)) {
		if !sysctlKey.MatchString(name) {
			r.refuseKey(at.key(name), fault.WrongForm, "is not the name of a kernel setting, such as fs.inotify.max_user_watches")
		}
		if value := lab.Host.Sysctl[name]; value <= 0 {
			r.refuse(at.key(name), fault.OutOfBounds, "%d is not a positive number; kaaslab only raises settings", value)
		}
	}
	if lab.Host.Persist && len(lab.Host.Sysctl) == 0 && (lab.Host.Sysctl != nil || !lab.UsesDocker()) {
		r.warn(key("host").key("persist"), fault.UnusedKey, "is not used: this lab raises no kernel settings")
	}
}
