// Package version says which kaaslab this is, and what it was built from.
package version

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// Number is the version of this source: kaaslab starts no kaaslab-embedded of another one. A release sets it when it
// links, and what it was built from.
var Number = "v0.1.0"

var commit, date string

// Build says what a program was built from.
type Build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// This adds what Go itself recorded to what a release stamped: go install knows the module's version, and a build in
// a checkout the commit.
var This = sync.OnceValue(func() Build {
	b := Build{Version: Number, Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, recorded := debug.ReadBuildInfo()
	if !recorded || commit != "" {
		return b
	}
	if info.Main.Sum != "" {
		b.Version = info.Main.Version
	}
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	b.Commit, b.Date = settings["vcs.revision"], settings["vcs.time"]
	if settings["vcs.modified"] == "true" {
		b.Commit += "-modified"
	}
	return b
})
