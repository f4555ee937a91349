package view

import (
	"slices"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

var stateColours = map[string]colour{
	snapshot.Ready: green, "Available": green, snapshot.Matched: none,
	snapshot.Missing: yellow, snapshot.Unknown: yellow, snapshot.Waiting: yellow, snapshot.Stopped: yellow, snapshot.Deleting: yellow,
	snapshot.NotReady: red, snapshot.Failed: red,
}

func without(texts []string, unwanted string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == unwanted })
}
