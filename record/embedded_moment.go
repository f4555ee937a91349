package record

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Moment is when a run says something for the first time, or a file of the lab comes or goes.
type Moment struct {
	// Name is what happened, in words that are the same in every run.
	Name string
	// Embedded and Sveltos say that these ran.
	Embedded, Sveltos bool
}

// meetsAt reports whether a fault can meet a moment.
func (f Fault) meetsAt(m Moment) bool {
	switch f {
	case EmbeddedKilled, BothKilled, EmbeddedFull, EmbeddedFrozen:
		return m.Embedded
	case SveltosKilled:
		return m.Sveltos
	}
	return true
}

// strikesKaaslab reports whether a fault meets kaaslab alone, and not its management cluster.
func (f Fault) strikesKaaslab() bool { return f == KaaslabKilled || f == KaaslabFull }

// begun is the first moment of every run.
const begun = "kaaslab has begun"

var (
	logged = regexp.MustCompile(`^\S+Z (.*)$`)
	// ending is what kaaslab-embedded says of its end. What it says of its beginning kaaslab says, too.
	ending = regexp.MustCompile(`"(stopping after .*|Stopping and waiting for .*|Wait completed.*)"`)
	// random are ends of names that Kubernetes makes up, and measures of time.
	random = regexp.MustCompile(`-[bcdfghjklmnpqrstvwxz2456789]{5}\b| (in|after) [0-9.]+m?s`)
)

// momentOf is what a line of a log says, or nothing.
func (s *Site) momentOf(line string) string {
	if found := logged.FindStringSubmatch(line); found != nil {
		line = found[1]
	} else if found := ending.FindStringSubmatch(line); found != nil {
		line = "kaaslab-embedded: " + found[1]
	} else {
		return ""
	}
	line, _, _ = strings.Cut(line, "; waiting for ")
	line = strings.ReplaceAll(line, filepath.Dir(s.program)+"/", "")
	return strings.TrimSpace(strings.ReplaceAll(random.ReplaceAllString(line, ""), s.Lab, "LAB"))
}

// witness sees the moments of a run.
type witness struct {
	site  *Site
	tails []*tail
	there map[string]bool // the files that come and go
	told  map[string]bool
}

// watched are files in the directory of a lab that come or go in some scenario.
var watched = []string{"", "lab.json", "kubeconfigs", "embedded", "embedded/kaaslab.json", "embedded/lock", "embedded.removed"}

// newWitness sees what happens from now on.
func newWitness(s *Site) *witness {
	w := &witness{site: s, there: map[string]bool{}, told: map[string]bool{}}
	for _, log := range []string{"kaaslab.log", "embedded/embedded.log"} {
		w.tails = append(w.tails, newTail(s.labDir(log)))
	}
	w.look(func(string) {})
	w.told = map[string]bool{}
	return w
}

// watch tells the moments until the context ends, and what there is to tell then.
func (w *witness) watch(ctx context.Context, told func(moment string)) {
	w.tell(begun, told)
	for ctx.Err() == nil {
		w.look(told)
		time.Sleep(2 * time.Millisecond)
	}
	w.look(told)
	for _, t := range w.tails {
		t.close()
	}
}

func (w *witness) look(told func(string)) {
	for _, t := range w.tails {
		for line := range strings.Lines(string(t.more())) {
			if moment := w.site.momentOf(strings.TrimSpace(line)); moment != "" {
				w.tell(moment, told)
			}
		}
	}
	for _, name := range watched {
		if _, err := os.Stat(w.site.labDir(name)); (err == nil) != w.there[name] {
			w.there[name] = err == nil
			w.tell(fmt.Sprintf("the file %s %s", filepath.Join("LAB", name), map[bool]string{true: "comes", false: "goes"}[err == nil]), told)
		}
	}
}

// tell tells a moment when it comes for the first time: how often a run says the same is a matter of how busy the machine is.
func (w *witness) tell(moment string, told func(string)) {
	if !w.told[moment] {
		w.told[moment] = true
		told(moment)
	}
}

// tail reads what is added to a file that may not be there yet.
type tail struct {
	path string
	file *os.File
	half []byte // of a line
}

func newTail(path string) *tail {
	t := &tail{path: path}
	if t.open() {
		_, _ = t.file.Seek(0, io.SeekEnd)
	}
	return t
}

func (t *tail) open() bool {
	if t.file == nil {
		if file, err := os.Open(t.path); err == nil {
			t.file = file
		}
	}
	return t.file != nil
}

// more returns the whole lines that came since it was asked last.
func (t *tail) more() []byte {
	if !t.open() {
		return nil
	}
	added, _ := io.ReadAll(bufio.NewReader(t.file))
	t.half = append(t.half, added...)
	end := bytes.LastIndexByte(t.half, '\n') + 1
	lines := t.half[:end:end]
	t.half = t.half[end:]
	return lines
}

func (t *tail) close() {
	if t.file != nil {
		_ = t.file.Close()
	}
}
