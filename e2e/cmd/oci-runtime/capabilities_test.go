package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestMissingCapabilitiesAreReadFromTheBoundingSet(t *testing.T) {
	status := filepath.Join(t.TempDir(), "status")
	if err := os.WriteFile(status, []byte("Name:\tx\nCapBnd:\t000001fffeffffff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := missingCapabilities(status)
	if err != nil || !slices.Equal(got, []string{"CAP_SYS_RESOURCE"}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCapabilitiesAreRemovedFromBundlesAndExecs(t *testing.T) {
	for in, want := range map[string]string{
		`{"process":{"capabilities":{"bounding":["CAP_A","CAP_B"]},"cwd":"/"},"n":18446744073709551615}`: `{"n":18446744073709551615,"process":{"capabilities":{"bounding":["CAP_A"]},"cwd":"/"}}`,
		`{"capabilities":{"effective":["CAP_B","CAP_A"]}}`:                                               `{"capabilities":{"effective":["CAP_A"]}}`,
	} {
		got, err := withoutCapabilities([]byte(in), []string{"CAP_B"})
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}

func TestDescriptionsAreFoundOnTheCommandLine(t *testing.T) {
	got := descriptions([]string{"--root", "/r", "create", "--bundle", "/b", "--pid-file", "/p", "id"})
	got = append(got, descriptions([]string{"exec", "--process=/x", "id"})...)
	if !slices.Equal(got, []string{"/b/config.json", "/x"}) {
		t.Errorf("got %v", got)
	}
}
