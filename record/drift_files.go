package record

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// file is a file of the lab on this machine.
type file string

func (f file) at(s *Site) string { return filepath.Join(s.state(), "kaaslab", s.words(string(f))) }

func (f file) look(_ context.Context, s *Site) (string, error) {
	info, err := os.Lstat(f.at(s))
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(f.at(s))
	return fmt.Sprintf("%s %s", info.Mode(), content), err
}

func (f file) drift(change string, want Fate, why string, do func(path string) error) Drift {
	return Drift{Thing: "kubeconfig file", Change: change, Want: want, Why: why, look: f.look, do: func(_ context.Context, s *Site) error { return do(f.at(s)) }}
}

// fileDrifts are what can be done to a kubeconfig file.
func fileDrifts() []Drift {
	f := file("LAB/kubeconfigs/LAB-one.kubeconfig")
	return []Drift{
		f.drift("removed", Mended, "", os.Remove),
		f.drift("its directory removed", Mended, "", func(path string) error { return os.RemoveAll(filepath.Dir(path)) }),
		f.drift("emptied", Mended, "", func(path string) error { return os.Truncate(path, 0) }),
		f.drift("changed", Mended, "", func(path string) error { return os.WriteFile(path, []byte("apiVersion: v1\nkind: Config\n"), 0o600) }),
		f.drift("readable by all", Mended, "", func(path string) error { return os.Chmod(path, 0o644) }),
		f.drift("its directory readable by all", Theirs, "the files in it are not readable all the same", func(path string) error { return os.Chmod(filepath.Dir(path), 0o755) }),
		f.drift("a link to somewhere else", Mended, "", func(path string) error {
			if err := os.Rename(path, path+".moved"); err != nil {
				return err
			}
			return os.Symlink(path+".moved", path)
		}),
		f.drift("a directory in its place", Asks, "what is in it may be somebody's", func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		}),
	}
}
