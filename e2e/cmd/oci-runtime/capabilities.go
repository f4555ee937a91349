package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// removable are the capabilities that a container can do without when this
// machine has not got them, by their number in the kernel.
var removable = map[string]uint{
	"CAP_SYS_MODULE":   16,
	"CAP_SYS_RAWIO":    17,
	"CAP_SYS_BOOT":     22,
	"CAP_SYS_NICE":     23,
	"CAP_SYS_RESOURCE": 24,
	"CAP_SYS_TIME":     25,
	"CAP_MAC_OVERRIDE": 32,
	"CAP_MAC_ADMIN":    33,
	"CAP_SYSLOG":       34,
	"CAP_WAKE_ALARM":   35,
}

// missingCapabilities lists what the bounding set of a process lacks.
func missingCapabilities(status string) ([]string, error) {
	text, err := os.ReadFile(status)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		hex, ok := strings.CutPrefix(strings.TrimSpace(line), "CapBnd:")
		if !ok {
			continue
		}
		bounding, err := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
		if err != nil {
			return nil, fmt.Errorf("bounding set in %s: %w", status, err)
		}
		var missing []string
		for name, number := range removable {
			if bounding&(1<<number) == 0 {
				missing = append(missing, name)
			}
		}
		return missing, nil
	}
	return nil, fmt.Errorf("%s names no bounding set", status)
}

// removeCapabilities rewrites one description. Unknown fields are kept as they
// are, numbers included.
func removeCapabilities(file string, names []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	limited, err := withoutCapabilities(text, names)
	if err != nil {
		return err
	}
	return os.WriteFile(file, limited, 0o600)
}

func withoutCapabilities(text []byte, names []string) ([]byte, error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	// A bundle holds the process, an exec's file is one.
	if process, ok := doc["process"]; ok {
		limited, err := withoutCapabilities(process, names)
		if err != nil {
			return nil, err
		}
		doc["process"] = limited
		return json.Marshal(doc)
	}
	sets := map[string][]string{}
	if raw, ok := doc["capabilities"]; ok {
		if err := json.Unmarshal(raw, &sets); err != nil {
			return nil, err
		}
	}
	for set, members := range sets {
		sets[set] = slices.DeleteFunc(members, func(name string) bool { return slices.Contains(names, name) })
	}
	raw, err := json.Marshal(sets)
	if err != nil {
		return nil, err
	}
	doc["capabilities"] = raw
	return json.Marshal(doc)
}
