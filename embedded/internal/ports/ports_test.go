package ports

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestPortsAreKept(t *testing.T) {
	dir := t.TempDir()
	first, l := claimIn(t, dir, 0)
	if got := l.Addr().(*net.TCPAddr); got.Port != first.API || !got.IP.IsLoopback() {
		t.Errorf("listening on %v, want loopback port %d", got, first.API)
	}
	l.Close()
	second, l := claimIn(t, dir, 0)
	l.Close()
	if first != second {
		t.Errorf("second start got %+v, want %+v", second, first)
	}
	if room := first.ClusterLast - first.ClusterFirst + 1; room < 1200 {
		t.Errorf("room for %d clusters, want at least 1200", room)
	}
}

func TestTwoLabsShareNoPort(t *testing.T) {
	a, la := claimIn(t, t.TempDir(), 0)
	defer la.Close()
	b, lb := claimIn(t, t.TempDir(), 0)
	defer lb.Close()
	if a.API <= b.ClusterLast && b.API <= a.ClusterLast {
		t.Errorf("blocks overlap: %+v and %+v", a, b)
	}
}

// TestLabsThatStartAtOnceFindPorts: each holds, while it looks, ports that
// another one is about to take.
func TestLabsThatStartAtOnceFindPorts(t *testing.T) {
	const labs = 4
	sets, listeners, errs := make([]Set, labs), make([]net.Listener, labs), make([]error, labs)
	dirs := make([]string, labs)
	for i := range dirs {
		dirs[i] = t.TempDir()
	}
	var all sync.WaitGroup
	for i := range labs {
		all.Go(func() { sets[i], listeners[i], errs[i] = Claim(dirs[i], 0) })
	}
	all.Wait()
	taken := map[int]bool{}
	for i := range labs {
		if errs[i] != nil {
			t.Error(errs[i])
			continue
		}
		listeners[i].Close()
		if taken[sets[i].API] {
			t.Errorf("two labs have port %d", sets[i].API)
		}
		taken[sets[i].API] = true
	}
}

func TestGivenAPIPortWins(t *testing.T) {
	dir := t.TempDir()
	free, err := net.Listen("tcp4", Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	set, l := claimIn(t, dir, port)
	l.Close()
	if set.API != port {
		t.Errorf("api port %d, want %d", set.API, port)
	}
	kept, l := claimIn(t, dir, 0)
	l.Close()
	if kept.API != port {
		t.Errorf("api port after a restart %d, want %d", kept.API, port)
	}
}

// TestBlockIsHeldByALabWhoseAPIServerIsElsewhere: until it listens on more, another lab would take the block for free.
func TestBlockIsHeldByALabWhoseAPIServerIsElsewhere(t *testing.T) {
	free, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	set, l := claimIn(t, t.TempDir(), port)
	if l.Addr().(*net.TCPAddr).Port != port || blockFree(set.first()) {
		t.Errorf("it listens at %s, and its block from %d is free: %t", l.Addr(), set.first(), blockFree(set.first()))
	}
	if err := l.Close(); err != nil || !blockFree(set.first()) {
		t.Errorf("after its end (%v) the block from %d is taken", err, set.first())
	}
}

func TestTakenPortIsNamed(t *testing.T) {
	for what, port := range map[string]func(Set) int{
		"api":             func(s Set) int { return s.API },
		"webhook":         func(s Set) int { return s.Webhook },
		"in-memory debug": func(s Set) int { return s.Debug },
		"charts":          func(s Set) int { return s.Charts },
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			set, l := claimIn(t, dir, 0)
			l.Close()
			thief, err := net.Listen("tcp4", net.JoinHostPort(Host, strconv.Itoa(port(set))))
			if err != nil {
				t.Fatal(err)
			}
			defer thief.Close()
			_, _, err = Claim(dir, 0)
			want := what + " port " + strconv.Itoa(port(set)) + " is taken"
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want it to contain %q", err, want)
			}
		})
	}
}

func TestBrokenRecordIsAnError(t *testing.T) {
	for _, content := range []string{"{", "{}", `{"api":1}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, File), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Claim(dir, 0); err == nil {
			t.Errorf("record %q was accepted", content)
		}
	}
}

func claimIn(t *testing.T, dir string, api int) (Set, net.Listener) {
	t.Helper()
	set, l, err := Claim(dir, api)
	if err != nil {
		t.Fatal(err)
	}
	return set, l
}

// TestRecordsOfEarlierVersionsGetAPortForCharts: it is kept too, and no cluster gets it.
func TestRecordsOfEarlierVersionsGetAPortForCharts(t *testing.T) {
	dir := t.TempDir()
	first, l := claimIn(t, dir, 0)
	l.Close()
	earlier := strings.Replace(recordIn(t, dir), `"charts"`, `"unknown"`, 1)
	earlier = strings.Replace(earlier, strconv.Itoa(first.ClusterLast), strconv.Itoa(first.ClusterLast+1), 1)
	if err := os.WriteFile(filepath.Join(dir, File), []byte(earlier), 0o600); err != nil {
		t.Fatal(err)
	}
	second, l := claimIn(t, dir, 0)
	l.Close()
	if first != second || second.Charts <= second.ClusterLast {
		t.Errorf("got %+v, want %+v with a port for charts beyond those of clusters", second, first)
	}
}

func recordIn(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
