package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// Expiry is when a lab is over. It stands in the lab's directory, and goes with it.
type Expiry struct {
	At time.Time `json:"expires"`
	// TTL is the time in the lab file that it follows from, if it does: only another one changes it.
	TTL string `json:"ttl,omitempty"`
}

// Over reports whether a lab has an end, and that has come.
func (e Expiry) Over(now time.Time) bool { return !e.At.IsZero() && !now.Before(e.At) }

func expiryPath(dir statedir.Dir) string { return filepath.Join(dir.Path(), "expires.json") }

// ExpiryOf reads when a lab is over; the zero value is never. A note that cannot be read is an error: nothing may be taken for over
// that is not.
func ExpiryOf(dir statedir.Dir) (e Expiry, err error) {
	text, err := os.ReadFile(expiryPath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		return Expiry{}, fault.Errorf(fault.StateFiles, "read %s, which says when lab %q is over: %w; set it anew with kaaslab extend", expiryPath(dir), dir.Lab(), err)
	}
	return e, nil
}

// Expire notes when the lab is over. The zero value takes the note away.
func (l *Lab) Expire(e Expiry) error {
	if e.At.IsZero() {
		if err := os.Remove(expiryPath(l.Dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Errorf(fault.StateFiles, "take back when lab %q is over: %w", l.Dir.Lab(), err)
		}
		return nil
	}
	e.At = e.At.UTC().Truncate(time.Second)
	text, err := json.Marshal(e)
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	return l.Dir.WriteFile(expiryPath(l.Dir), append(text, '\n'), 0o600)
}

// Overdue lists the labs whose time is over, of all or of one. A lab that does not say so legibly is left, and is the error.
func (m *Machine) Overdue(only string) ([]string, error) {
	labs := m.Home.Labs()
	if only != "" {
		labs = []string{only}
	}
	var over []string
	var unread []error
	for _, lab := range labs {
		dir, err := m.Home.Of(lab)
		if err != nil {
			return nil, &NoLab{err}
		}
		e, err := ExpiryOf(dir)
		if unread = append(unread, err); e.Over(time.Now()) {
			over = append(over, lab)
		}
	}
	return over, errors.Join(unread...)
}

// Extend gives the lab more time, from its end on, or from now on where that has passed. A lab without an end gets one.
func (l *Lab) Extend(command string, by time.Duration) (Expiry, error) {
	if !l.Dir.Exists() {
		return Expiry{}, noLab(fault.NothingToStart, "lab %q is not there, so there is nothing to put off; kaaslab apply --ttl makes it for a time", l.Spec.Name)
	}
	release, err := l.Lock(command)
	if err != nil {
		return Expiry{}, err
	}
	defer release()
	e, err := ExpiryOf(l.Dir)
	if err != nil {
		e = Expiry{} // which is set anew
	}
	if now := time.Now(); e.At.Before(now) {
		e.At = now
	}
	e.At = e.At.Add(by)
	return e, l.Expire(e)
}

// mayLive refuses to work on a lab whose time is over: it may be destroyed at any moment. A time in the lab file begins anew.
func (r *Run) mayLive(ttl time.Duration) error {
	e, err := ExpiryOf(r.lab.Dir)
	if err != nil || ttl > 0 || r.lab.Spec.TTL != "" || !e.Over(time.Now()) {
		return err
	}
	return refuse(fault.Overdue, "the time of lab %q was over at %s, and it may be destroyed at any moment; give it more with --ttl, or with kaaslab extend",
		r.lab.Spec.Name, e.At.Local().Format(time.DateTime))
}

// live notes when the lab is over, by the command line, or by its file where that says something new or its time has come.
func (r *Run) live(ttl time.Duration) error {
	now := time.Now()
	e, err := ExpiryOf(r.lab.Dir)
	said := r.lab.Spec.TTL
	switch {
	case err != nil && ttl == 0:
		return err
	case ttl > 0:
		return r.lab.Expire(Expiry{At: now.Add(ttl), TTL: said})
	case said == e.TTL && (said == "" || !e.Over(now)):
		return nil
	case said == "":
		return r.lab.Expire(Expiry{})
	}
	given, err := time.ParseDuration(said)
	if err != nil {
		return fault.Wrap(fault.Bug, err) // the lab file was checked
	}
	return r.lab.Expire(Expiry{At: now.Add(given), TTL: said})
}

// overdue is what a plan says of a lab whose time is over.
func (l *Lab) overdue() []string {
	e, err := ExpiryOf(l.Dir)
	if err != nil || !e.Over(time.Now()) {
		return nil
	}
	return []string{fmt.Sprintf("the time of this lab was over at %s; kaaslab prune destroys it, kaaslab extend gives it more", e.At.Local().Format(time.DateTime))}
}
