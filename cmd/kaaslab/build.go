package main

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// build says what this program was built from.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// thisVersion adds what Go itself recorded to what a release stamped: go install knows the module's version, and a build in
// a checkout the commit.
var thisVersion = sync.OnceValue(func() build {
	b := build{Version: version, Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
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
