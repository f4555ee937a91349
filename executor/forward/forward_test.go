package forward

import (
	"context"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T, s *server) (f *Forward, said chan string, stop context.CancelFunc) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	said = make(chan string, 100)
	f, err := Start(ctx, Options{
		Kubeconfig: s.kubeconfig, Service: Service{"web", "page", 80}, Report: func(line string) { said <- line },
	})
	if err != nil {
		t.Fatal(err)
	}
	return f, said, stop
}

func wantAnswer(t *testing.T, f *Forward, want string) {
	t.Helper()
	if got, err := say(f.Address(), "hello"); err != nil || got != want {
		t.Errorf("%s answers %q, %v; want %q", f.Address(), got, err, want)
	}
}

func TestBytesGoThereAndBack(t *testing.T) {
	f, _, _ := start(t, newServer(t, "a", "b"))
	if !strings.HasPrefix(f.Address(), "127.0.0.1:") {
		t.Errorf("it listens on %s", f.Address())
	}
	wantAnswer(t, f, "a:8080 hello")
	wantAnswer(t, f, "a:8080 hello")
}

// TestAnotherPodTakesOver: the address stays, whichever pod is behind it.
func TestAnotherPodTakesOver(t *testing.T) {
	s := newServer(t, "a")
	f, said, _ := start(t, s)
	before := f.Address()
	s.replace("a", "")
	await(t, said, "lost pod a")
	await(t, said, "none of its 1 pods is ready")
	s.replace("", "b")
	await(t, said, "connected to pod b")
	if f.Address() != before {
		t.Errorf("the address was %s and is %s", before, f.Address())
	}
	wantAnswer(t, f, "b:8080 hello")
}

func TestSeveralAtOnce(t *testing.T) {
	s := newServer(t, "a")
	one, _, _ := start(t, s)
	two, _, _ := start(t, s)
	if one.Address() == two.Address() {
		t.Errorf("both listen on %s", one.Address())
	}
	wantAnswer(t, one, "a:8080 hello")
	wantAnswer(t, two, "a:8080 hello")
}

func TestEndsWithItsContext(t *testing.T) {
	f, _, stop := start(t, newServer(t, "a"))
	stop()
	<-f.Ended()
	if answer, err := say(f.Address(), "hello"); err == nil {
		t.Errorf("%s still answers: %q", f.Address(), answer)
	}
}

func TestWhatCannotBeForwarded(t *testing.T) {
	s := newServer(t)
	for want, service := range map[string]Service{
		"forward to service web/page:80: none of its 1 pods is ready":                   {"web", "page", 80},
		"forward to service web/page:81: the Service has no port 81; it has [80]":       {"web", "page", 81},
		"forward to service web/nothing:80: the cluster has no such Service (yet); `ka": {"web", "nothing", 80},
	} {
		_, err := Start(t.Context(), Options{Kubeconfig: s.kubeconfig, Service: service, Report: func(string) {}})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: %v, want %s", service, err, want)
		}
	}
}

func await(t *testing.T, said chan string, want string) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case line := <-said:
			if strings.HasPrefix(line, want) {
				return
			}
		case <-late:
			t.Fatalf("it never said %q", want)
		}
	}
}
