package planner

import (
	"maps"

	"github.com/kaaslab/kaaslab/spec"
)

// KindSysctlFile is the file that has the host raise the lab's kernel settings each time it boots. Unlike the settings, it
// is the lab's own, and goes with it.
const KindSysctlFile Kind = "sysctlFile"

// SysctlFile is what such a file says.
type SysctlFile struct {
	Values map[string]int64 `json:"values"`
}

// Immutable implements Attrs.
func (SysctlFile) Immutable() []string { return nil }

// Fill keeps values that are higher than the lab needs: the file is the last that is read, and must not lower what others
// have raised.
func (f SysctlFile) Fill(observed Attrs) Attrs {
	there := observed.(SysctlFile).Values
	filled := maps.Clone(f.Values)
	for key := range filled {
		filled[key] = max(filled[key], there[key])
	}
	return SysctlFile{Values: filled}
}

// SysctlFileResource describes the file of a lab.
func SysctlFileResource(lab string, values map[string]int64) Resource {
	return Resource{ID: ID{KindSysctlFile, "99-kaaslab-" + lab + ".conf"}, Attrs: SysctlFile{Values: values}}
}

func desiredSysctlFile(lab *spec.Lab) []Resource {
	settings := desiredSysctls(lab)
	if !lab.Host.Persist || len(settings) == 0 {
		return nil
	}
	values := make(map[string]int64, len(settings))
	for _, r := range settings {
		values[r.ID.Name] = r.Attrs.(Sysctl).Value
	}
	file := SysctlFileResource(lab.Name, values)
	file.Needs = idsOf(settings)
	return []Resource{file}
}
