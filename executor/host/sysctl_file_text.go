package host

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/planner"
)

// sysctlFile is a file as it was found.
type sysctlFile struct {
	text   string
	owner  string
	values map[string]int64
}

// ownerMark begins the line that says whose file it is.
const ownerMark = "# " + planner.LabLabel + ": "

func render(lab string, values map[string]int64) string {
	var text strings.Builder
	text.WriteString(ownerMark + lab + "\n# Written by kaaslab, and removed with the lab.\n")
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, "%s = %d\n", key, values[key])
	}
	return text.String()
}

// parseSysctlFile reads what render wrote. What it does not understand makes the file differ from that.
func parseSysctlFile(text string) *sysctlFile {
	f := &sysctlFile{text: text, owner: engine.AnotherOwner, values: map[string]int64{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if lab, marked := strings.CutPrefix(line, ownerMark); marked {
			f.owner = lab
		}
		key, number, _ := strings.Cut(line, "=")
		if value, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64); err == nil {
			f.values[strings.TrimSpace(key)] = value
		}
	}
	return f
}

// replaceFile replaces the file as a whole: the system may boot at any moment.
func replaceFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(path, []byte(text), 0o644)
}

// mayReplace asks the kernel whether replaceFile would be let.
func mayReplace(path string) error {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		err := syscall.Access(dir, 0x2|0x1) // W_OK | X_OK
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}
