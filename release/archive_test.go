package release

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestArchivesHoldTheirProgram looks into each archive.
func TestArchivesHoldTheirProgram(t *testing.T) {
	d := openDist(t)
	for id, files := range map[string][]string{
		cli:      {"/kaaslab", "/kaaslab-container", "/LICENSE", "/README.md", "/man/kaaslab.1.gz", "/completions/kaaslab.bash", "/completions/_kaaslab", "/completions/kaaslab.fish"},
		embedded: {"/kaaslab-embedded", "/kaaslab-sveltos", "/LICENSE"},
	} {
		for _, a := range d.of(typeArchive, id) {
			content, err := os.ReadFile(d.path(a))
			if err != nil {
				t.Fatal(err)
			}
			inside := entries(t, content)
			for _, file := range files {
				if inside[file] == 0 {
					t.Errorf("%s has no %s, or it is empty", a.Name, file)
				}
			}
		}
	}
}

// TestTheProgramForContainersIsForLinux: every archive has the program for Linux of its architecture.
func TestTheProgramForContainersIsForLinux(t *testing.T) {
	d := openDist(t)
	sizes := map[string]int64{}
	for _, a := range d.of(typeBinary, container) {
		info, err := os.Stat(d.path(a))
		if err != nil {
			t.Fatal(err)
		}
		sizes[a.platform()] = info.Size()
	}
	for _, a := range d.of(typeArchive, cli) {
		content, err := os.ReadFile(d.path(a))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := entries(t, content)["/kaaslab-container"], sizes["linux/"+a.Goarch]; got != want || want == 0 {
			t.Errorf("%s has kaaslab-container of %d bytes, and that of linux/%s has %d", a.Name, got, a.Goarch, want)
		}
	}
}

// TestProgramsOfThisMachineSayWhatTheyAre runs both: they are one version, and kaaslab was told commit and date.
func TestProgramsOfThisMachineSayWhatTheyAre(t *testing.T) {
	d := openDist(t)
	for id, args := range map[string][]string{cli: {"version", "-o", "json"}, embedded: {"version"}} {
		for _, a := range d.of(typeBinary, id) {
			if a.platform() != runtime.GOOS+"/"+runtime.GOARCH {
				continue
			}
			said := map[string]string{}
			text, err := exec.Command(d.path(a), args...).Output()
			if err == nil {
				err = json.Unmarshal(text, &said)
			}
			if err != nil || said["version"] != "v"+d.version {
				t.Errorf("%s says %s (%v)", a.Path, text, err)
			}
			if id == cli && (len(said["commit"]) != 40 || said["date"] == "") {
				t.Errorf("%s was not told its commit: %s", a.Path, text)
			}
		}
	}
}

// TestProgramsNeedNoLibrary: a package runs on any distribution.
func TestProgramsNeedNoLibrary(t *testing.T) {
	if os.Getenv("KAASLAB_CGO") == "1" {
		t.Skip("KAASLAB_CGO=1: this dry run shares the build cache of the tests, and links the C library")
	}
	d := openDist(t)
	for _, a := range d.of(typeBinary, "") {
		said, err := exec.Command("go", "version", "-m", d.path(a)).Output()
		if err != nil || !strings.Contains(string(said), "CGO_ENABLED=0") {
			t.Errorf("%s is not built without cgo (%v)", filepath.Base(a.Path), err)
		}
	}
}
