package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/blakesmith/ar"
	"github.com/cavaliergopher/rpm"
)

// held are the files that each package has to hold, beside its program.
var held = map[string][]string{
	cli: {
		"/usr/bin/kaaslab", "/usr/bin/kaaslab-container", "/usr/share/man/man1/kaaslab.1.gz", "/usr/share/man/man1/kaaslab-apply.1.gz",
		"/usr/share/bash-completion/completions/kaaslab", "/usr/share/zsh/site-functions/_kaaslab",
		"/usr/share/fish/vendor_completions.d/kaaslab.fish", "/usr/share/doc/kaaslab/copyright",
	},
	embedded: {"/usr/bin/kaaslab-embedded", "/usr/bin/kaaslab-sveltos", "/usr/share/doc/kaaslab-embedded/copyright"},
}

// TestPackagesHoldWhatBelongsThere looks into each deb and rpm.
func TestPackagesHoldWhatBelongsThere(t *testing.T) {
	d := openDist(t)
	for id, files := range held {
		formats := map[string]bool{}
		for _, a := range d.of(typePackage, id) {
			formats[a.Extra.Format] = true
			inside := filesOf(t, d, a)
			for _, file := range files {
				if inside[file] == 0 {
					t.Errorf("%s has no %s, or it is empty", a.Name, file)
				}
			}
		}
		if !formats["deb"] || !formats["rpm"] {
			t.Errorf("%s has packages of %v only", id, formats)
		}
	}
}

// filesOf maps the files in a package to their sizes.
func filesOf(t *testing.T, d dist, a artifact) map[string]int64 {
	t.Helper()
	if a.Extra.Format == "rpm" {
		return filesOfRPM(t, d.path(a))
	}
	return entries(t, memberOf(t, d.path(a), "data.tar.gz"))
}

func filesOfRPM(t *testing.T, name string) map[string]int64 {
	t.Helper()
	read, err := rpm.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]int64{}
	for _, file := range read.Files() {
		files[file.Name()] = file.Size()
	}
	return files
}

// memberOf reads one of the files that a deb is made of.
func memberOf(t *testing.T, name, member string) []byte {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for reader := ar.NewReader(file); ; {
		header, err := reader.Next()
		if err != nil {
			t.Fatalf("%s has no %s: %v", name, member, err)
		}
		if strings.TrimSuffix(header.Name, "/") == member {
			content, err := io.ReadAll(reader)
			if err != nil {
				t.Fatal(err)
			}
			return content
		}
	}
}

// entries maps the files in a compressed tar to their sizes.
func entries(t *testing.T, content []byte) map[string]int64 {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]int64{}
	for reader := tar.NewReader(plain); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		files[path.Join("/", header.Name)] = header.Size
	}
}

// TestPackagesSayWhatTheyNeed: kaaslab works without the embedded program, so it recommends that package only.
func TestPackagesSayWhatTheyNeed(t *testing.T) {
	d := openDist(t)
	for _, a := range d.of(typePackage, cli) {
		if a.Extra.Format != "deb" {
			continue
		}
		control := controlOf(t, d.path(a))
		for _, line := range []string{"Package: kaaslab\n", "Recommends: kaaslab-embedded\n", "Homepage: https://github.com/kaaslab/kaaslab\n"} {
			if !strings.Contains(control, line) {
				t.Errorf("%s does not say %q:\n%s", a.Name, line, control)
			}
		}
		if strings.Contains(control, "\nDepends:") {
			t.Errorf("%s depends on something:\n%s", a.Name, control)
		}
	}
}

func controlOf(t *testing.T, name string) string {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(memberOf(t, name, "control.tar.gz")))
	if err != nil {
		t.Fatal(err)
	}
	for reader := tar.NewReader(plain); ; {
		header, err := reader.Next()
		if err != nil {
			t.Fatalf("%s has no control file: %v", name, err)
		}
		if path.Base(header.Name) == "control" {
			text, err := io.ReadAll(reader)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
}
