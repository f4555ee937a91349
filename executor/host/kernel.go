package host

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// kernel is the one that the lab's containers run on.
type kernel interface {
	// read returns the text of settings. One that the kernel does not have is left out.
	read(ctx context.Context, keys ...string) (map[string]string, error)
	// raise sets a setting.
	raise(ctx context.Context, key string, value int64) error
	// name says whose kernel it is.
	name() string
}

// settings is where a kernel shows its settings as files.
const settings = "/proc/sys"

func settingPath(root, key string) string {
	return filepath.Join(root, strings.ReplaceAll(key, ".", "/"))
}

// ownKernel is the kernel of this machine.
type ownKernel struct{ root string }

func (ownKernel) name() string { return "this kernel" }

func (k ownKernel) read(_ context.Context, keys ...string) (map[string]string, error) {
	texts := map[string]string{}
	for _, key := range keys {
		text, err := os.ReadFile(settingPath(k.root, key))
		switch {
		case err == nil:
			texts[key] = strings.TrimSpace(string(text))
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fault.Errorf(fault.NoKernelSetting, "read kernel setting %s: %w", key, err)
		}
	}
	return texts, nil
}

func (k ownKernel) raise(_ context.Context, key string, value int64) error {
	err := os.WriteFile(settingPath(k.root, key), []byte(strconv.FormatInt(value, 10)+"\n"), 0o644)
	if err != nil {
		return fault.Errorf(fault.KernelSetting, "%w; run: sudo sysctl -w %s=%d", err, key, value)
	}
	return nil
}

// mayRaise reports why settings cannot be raised by this user, without raising one.
func (k ownKernel) mayRaise(key string) error {
	file, err := os.OpenFile(settingPath(k.root, key), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}
