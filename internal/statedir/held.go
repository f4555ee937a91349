package statedir

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Held is the error of Lock when another process has the lock.
type Held struct {
	Lab     string    `json:"-"`
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Started time.Time `json:"started"`
}

// FaultCode implements fault.Coded.
func (*Held) FaultCode() fault.Code { return fault.Locked }

// Error says who has the lock.
func (h *Held) Error() string {
	if h.PID == 0 {
		return fmt.Sprintf("lab %q is being changed by another kaaslab; wait for it or stop it", h.Lab)
	}
	return fmt.Sprintf("lab %q is being changed by %q (pid %d, since %s); wait for it or stop it",
		h.Lab, h.Command, h.PID, since(h.Started, time.Now()))
}

// since leaves the day out when it is today.
func since(started, now time.Time) string {
	started, now = started.Local(), now.Local()
	if started.YearDay() == now.YearDay() && started.Year() == now.Year() {
		return started.Format(time.TimeOnly)
	}
	return started.Format(time.DateTime)
}

// alive reports whether the process is there. If not, the name in the file is that of an earlier, dead holder, and the
// present one has not written its own yet.
func (h *Held) alive() bool {
	return h.PID != 0 && syscall.Kill(h.PID, 0) != syscall.ESRCH
}

// Holder returns who has the lock, for those who only look: it leaves the lock alone, and so keeps nobody from taking it.
func (d Dir) Holder() (Held, bool) {
	file, err := os.Open(d.lockPath())
	if err != nil {
		return Held{}, false
	}
	defer file.Close()
	held := readHolder(d.lab, file)
	return *held, held.alive()
}

func writeHolder(file *os.File, command string) error {
	return Held{PID: os.Getpid(), Command: command, Started: time.Now()}.write(file)
}

func (h Held) write(file *os.File) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err = file.WriteAt(append(text, '\n'), 0)
	return err
}

// readHolder returns an error without a name when there is none in the file yet.
func readHolder(lab string, file *os.File) *Held {
	held := &Held{}
	text, err := io.ReadAll(file)
	if err != nil || json.Unmarshal(text, held) != nil {
		held = &Held{}
	}
	held.Lab = lab
	return held
}
