package record

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Ledger keeps the outcomes of a commit's points in a file, a line each, so that a record that was stopped goes on.
type Ledger struct {
	mu       sync.Mutex
	file     *os.File
	outcomes []Outcome
	done     map[Point]bool
}

// OpenLedger reads what is in the ledger at a path already.
func OpenLedger(path string) (*Ledger, error) {
	l := &Ledger{done: map[Point]bool{}}
	if err := l.read(path); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	var err error
	l.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return l, err
}

func (l *Ledger) read(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer file.Close()
	lines := newLines(file)
	for lines.Scan() {
		var o Outcome
		if json.Unmarshal(lines.Bytes(), &o) == nil { // the last line may be half written
			l.take(o)
		}
	}
	return lines.Err()
}

func (l *Ledger) take(o Outcome) {
	l.outcomes = append(l.outcomes, o)
	l.done[o.Point] = true
}

// Has reports whether a point was run.
func (l *Ledger) Has(p Point) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done[p]
}

// Add writes an outcome down.
func (l *Ledger) Add(o Outcome) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.take(o)
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = l.file.Write(append(line, '\n'))
	return err
}

// Outcomes returns all.
func (l *Ledger) Outcomes() []Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.outcomes[:len(l.outcomes):len(l.outcomes)]
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }
