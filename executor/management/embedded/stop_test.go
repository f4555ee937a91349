package embedded

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func gone(t *testing.T, h *Handler) {
	t.Helper()
	for _, path := range []string{h.dir.Embedded(), h.removed()} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is there still (%v)", path, err)
		}
	}
}

func TestDeleteEndsWhatDoesNotStop(t *testing.T) {
	h := newHandler(t)
	pid := pidOf(bringUp(t, h))
	behave(t, "mode", stubborn)
	next := another(t, h.options.Binary)
	next.times.stop = 50 * time.Millisecond
	var told []string
	must(t, next.Delete(t.Context(), resource(0), ignore))
	must(t, next.AwaitGone(t.Context(), resource(0), func(message string) { told = append(told, message) }))
	if text := strings.Join(told, "\n"); !strings.Contains(text, "has not stopped within 50ms") {
		t.Errorf("told %q", text)
	}
	<-h.own().ended
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d lives (%v)", pid, err)
	}
	gone(t, h)
}

func TestDeleteOfACrashedOne(t *testing.T) {
	h := newHandler(t)
	bringUp(t, h)
	kill(t, h)
	must(t, h.Delete(t.Context(), resource(0), ignore))
	must(t, h.AwaitGone(t.Context(), resource(0), ignore))
	gone(t, h)
}

// TestDeleteSparesOthers lets the test itself hold the lock.
func TestDeleteSparesOthers(t *testing.T) {
	h := newHandler(t)
	must(t, os.MkdirAll(h.dir.Embedded(), 0o700))
	must(t, put(h.dir.Embedded(), "lock", os.Getpid()))
	lock, err := h.tryLock(syscall.LOCK_EX)
	must(t, err)
	defer os.RemoveAll(h.dir.Embedded())
	defer lock.Close()
	wantError(t, h.Delete(t.Context(), resource(0), ignore), "is not kaaslab-embedded")
	must(t, lock.Close())
}

func TestStartAfterHalfARemoval(t *testing.T) {
	h := newHandler(t)
	must(t, os.MkdirAll(h.removed(), 0o700))
	bringUp(t, h)
	if _, err := os.Stat(h.removed()); !os.IsNotExist(err) {
		t.Errorf("what was being removed is there still (%v)", err)
	}
}

func TestRuns(t *testing.T) {
	for _, test := range []struct {
		arguments string
		want      bool
	}{
		{"kaaslab-embedded serve --data-dir /d --name n", true},
		{"/opt/kaaslab-embedded serve --data-dir /d", true},
		{"kaaslab-embedded serve --data-dir /d2", false},
		{"vim /d", false},
		{"", false},
	} {
		if got := runs(strings.Split(test.arguments, " "), "/d"); got != test.want {
			t.Errorf("runs(%q) = %v", test.arguments, got)
		}
	}
}
