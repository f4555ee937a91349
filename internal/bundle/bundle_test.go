package bundle_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/internal/bundle/bundletest"
)

var head = bundle.Head{Lab: "demo", Version: "v1.2.3", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}

const canary = "canary-4f9d1c7e22b8"

func create(t *testing.T, parts ...bundle.Part) map[string]string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.tar.gz")
	if _, err := bundle.Collect(t.Context(), parts, time.Minute).Create(name, head); err != nil {
		t.Fatal(err)
	}
	return read(t, name)
}

func read(t *testing.T, name string) map[string]string {
	t.Helper()
	files, err := bundletest.Read(name)
	must(t, err)
	return files
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func part(name string, collect executor.Witness) bundle.Part {
	return bundle.Part{Name: name, Collect: collect}
}

// TestNoSecretIsInTheArchive plants a secret in each place that a lab has, and looks for it in all that is written.
func TestNoSecretIsInTheArchive(t *testing.T) {
	files := create(t, part("a", func(_ context.Context, into executor.Evidence) error {
		into.Secret("known-" + canary)
		into.File("log.txt", "Authorization: Bearer "+canary+"\nsaw known-"+canary+" and env-"+canary+" and doc-"+canary+"\n")
		into.File("encoded.txt", []byte(base64.StdEncoding.EncodeToString([]byte(" known-"+canary+" "))))
		into.File("object.yaml", map[string]any{"env": []string{"K3S_TOKEN=env-" + canary, "PATH=/bin"}})
		into.File("lab.yaml", bundle.Document("# a lab\nvalues: {password: doc-"+canary+"}\n"))
		into.Missing("part", errors.New("password="+canary))
		return errors.New("GET https://me:" + canary + "@host")
	}))
	for name, text := range files {
		if strings.Contains(text, canary) {
			t.Errorf("%s holds a secret:\n%s", name, text)
		}
	}
	if got, want := files["object.yaml"], "env:\n- K3S_TOKEN=(hidden)\n- PATH=/bin\n"; got != want {
		t.Errorf("object.yaml is\n%s\nwant\n%s", got, want)
	}
	if got, want := files["log.txt"], "Authorization: Bearer (hidden)\nsaw (hidden) and (hidden) and (hidden)\n"; got != want {
		t.Errorf("log.txt is\n%s\nwant\n%s", got, want)
	}
}

// TestPartsThatFailAreNamed: what is broken must not keep the rest from being seen.
func TestPartsThatFailAreNamed(t *testing.T) {
	never := func(ctx context.Context, _ executor.Evidence) error { <-ctx.Done(); return context.Cause(ctx) }
	fine := func(_ context.Context, into executor.Evidence) error { into.File("b/fine.txt", "fine\n"); return nil }
	name := filepath.Join(t.TempDir(), "x.tar.gz")
	b := bundle.Collect(t.Context(), []bundle.Part{part("hangs", never), part("works", fine)}, time.Millisecond)
	count, err := b.Create(name, head)
	must(t, err)
	want := `lab "demo", seen by kaaslab v1.2.3 at 2026-01-02T03:04:05Z
Secrets are hidden. Look through the files all the same before you give them to others.

In this archive:
  b/fine.txt (5 bytes)

Not in it:
  hangs: it took longer than 1ms [KL2015]
`
	if got := read(t, name)["index.txt"]; got != want || count != 2 {
		t.Errorf("%d files, index is\n%s\nwant\n%s", count, got, want)
	}
}

func TestArchiveIsPrivateAndNeverOverwrites(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.tar.gz")
	b := bundle.Collect(t.Context(), nil, time.Minute)
	_, err := b.Create(name, head)
	must(t, err)
	info, err := os.Stat(name)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %s", info.Mode())
	}
	if _, err := b.Create(name, head); err == nil || !strings.Contains(err.Error(), "is not overwritten") {
		t.Errorf("the second archive: %v", err)
	}
}

func TestTail(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	must(t, os.WriteFile(name, []byte("first\nsecond\nthird\n"), 0o600))
	for most, want := range map[int64]string{
		100: "first\nsecond\nthird\n",
		9:   "(13 bytes before this are left out)\nthird\n",
	} {
		got, err := bundle.Tail(name, most)
		must(t, err)
		if string(got) != want {
			t.Errorf("the last %d bytes: %q, want %q", most, got, want)
		}
	}
}
