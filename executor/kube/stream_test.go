package kube

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// script is a server that answers each list and each watch with the next line of its script.
type script struct {
	*testing.T
	lists, watches chan string
	listed         atomic.Int64
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Query().Get("watch") == "" {
		s.listed.Add(1)
		select {
		case line := <-s.lists:
			s.answer(w, line)
		case <-r.Context().Done():
		}
		return
	}
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	for {
		select {
		case line := <-s.watches:
			if line == "close" {
				return
			}
			fmt.Fprintln(w, line)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

func (s *script) answer(w http.ResponseWriter, line string) {
	if strings.Contains(line, "Failure") {
		w.WriteHeader(http.StatusForbidden)
	}
	fmt.Fprint(w, line)
}

func newScript(t *testing.T) (*script, *Access) {
	s := &script{T: t, lists: make(chan string, 100), watches: make(chan string, 100)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, accessTo(t, server.URL)
}

func accessTo(t *testing.T, url string) *Access {
	file := filepath.Join(t.TempDir(), "kubeconfig")
	content := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: %q}}]\n"+
		"users: [{name: u, user: {}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: other\n", url)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return NewAccess(Options{Kubeconfig: file, Context: "x"})
}

func item(name, generation string) string {
	return fmt.Sprintf(`{"metadata":{"name":%q,"generation":%s,"resourceVersion":"%s1"}}`, name, generation, generation)
}

func list(items ...string) string {
	return fmt.Sprintf(`{"metadata":{"resourceVersion":"1"},"items":[%s]}`, strings.Join(items, ","))
}

func event(kind, object string) string { return fmt.Sprintf(`{"type":%q,"object":%s}`, kind, object) }

// await waits for the object to have a generation of 2.
func await(t *testing.T, a *Access, name string) error {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return Await(ctx, a, ConfigMaps, Namespace, name, func(live *Named) (bool, string, error) {
		return live != nil && live.Metadata.Generation >= 2, "waiting", nil
	}, func(string) {})
}

func TestAwait(t *testing.T) {
	for name, play := range map[string]func(*script){
		"there from the start": func(s *script) { s.lists <- list(item("a", "2")) },
		"made later":           func(s *script) { s.lists <- list(); s.watches <- event("ADDED", item("a", "2")) },
		"changed after a bookmark and a closed stream": func(s *script) {
			s.lists <- list(item("a", "1"))
			s.watches <- event("BOOKMARK", `{"metadata":{"resourceVersion":"9"}}`)
			s.watches <- "close"
			s.watches <- event("MODIFIED", item("a", "2"))
		},
		"missed while the version expired": func(s *script) {
			s.lists <- list(item("a", "1"))
			s.watches <- event("ERROR", `{"kind":"Status","status":"Failure","reason":"Expired","code":410}`)
			s.lists <- list(item("a", "2"))
		},
		"nonsense in between": func(s *script) {
			s.lists <- list(item("a", "1"))
			s.watches <- event("MODIFIED", `{"metadata":{}}`)
			s.lists <- list(item("a", "2"))
		},
		"after the server was away": func(s *script) {
			s.lists <- list(item("a", "1"))
			s.watches <- "close"
			s.lists <- list(item("a", "2"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, access := newScript(t)
			play(s)
			if err := await(t, access, "a"); err != nil {
				t.Error(err)
			}
			if len(access.watches.boards) > 0 {
				t.Error("the watch goes on without anybody who waits")
			}
		})
	}
}

func TestAwaitForbidden(t *testing.T) {
	s, access := newScript(t)
	s.lists <- `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"no","code":403}`
	if err := await(t, access, "a"); err == nil || !strings.Contains(err.Error(), "no") {
		t.Errorf("got %v, want what the server said", err)
	}
}

// TestAwaitTogether: a thousand wait with one list and one watch.
func TestAwaitTogether(t *testing.T) {
	s, access := newScript(t)
	s.lists <- list()
	var group sync.WaitGroup
	for i := range 1000 {
		group.Go(func() {
			if err := await(t, access, fmt.Sprint("c", i)); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range 1000 {
		s.watches <- event("ADDED", item(fmt.Sprint("c", i), "2"))
	}
	group.Wait()
	if listed := s.listed.Load(); listed != 1 {
		t.Errorf("%d lists, want 1", listed)
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	_, access := newScript(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- AwaitGone(ctx, access, ConfigMaps, Namespace, "a", ownership.New("a", planner.Identity{ID: "fedcba9876543210"}), func(string) {})
	}()
	cancel()
	if err := <-ended; err == nil {
		t.Error("no error when the context ended")
	}
}

// noNetwork is a server that needs no network, so that time in a test is its own.
type noNetwork func(*http.Request) (int, string)

func (a noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	code, text := a(r)
	return &http.Response{
		StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(text)), Request: r,
	}, nil
}

// TestWatchThatEndsAtOnceIsNotBegunWithoutAPause: a server that forgets every version before it is watched, or sends what nobody
// can read, for ever, is asked a few times a minute.
func TestWatchThatEndsAtOnceIsNotBegunWithoutAPause(t *testing.T) {
	gone := `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410}`
	for name, watch := range map[string]func() (int, string){
		"refused as expired": func() (int, string) { return http.StatusGone, gone },
		"ended as expired":   func() (int, string) { return http.StatusOK, event("ERROR", gone) + "\n" },
		"unreadable":         func() (int, string) { return http.StatusOK, "{}\n" },
		"closed":             func() (int, string) { return http.StatusOK, "" },
		"refused":            func() (int, string) { return http.StatusServiceUnavailable, "" },
		"told once": func() (int, string) {
			return http.StatusOK, event("MODIFIED", item("a", "2")) + "\n" + event("ERROR", gone) + "\n"
		},
	} {
		t.Run(name, func(t *testing.T) {
			access := accessTo(t, "https://192.0.2.1")
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				access.options.WrapTransport = func(http.RoundTripper) http.RoundTripper {
					return noNetwork(func(r *http.Request) (int, string) {
						if r.URL.Query().Get("watch") != "" {
							return watch()
						}
						asked++
						return http.StatusOK, list(item("a", "1"))
					})
				}
				ctx, stop := context.WithCancel(t.Context())
				b := &board{stop: stop, readers: map[*reader]bool{}}
				go source{access: access, of: ConfigMaps, namespace: Namespace}.follow(ctx, b)
				time.Sleep(10 * time.Minute)
				stop()
				synctest.Wait()
				most := int(2 * 10 * time.Minute / longestPause)
				if name == "told once" {
					most = int(2 * 10 * time.Minute / firstPause)
				}
				if asked < 10 || asked > most+10 {
					t.Errorf("asked %d times in ten minutes, want at most %d", asked, most)
				}
			})
		})
	}
}

// TestWhatAWatchKeepsBackIsSeen: a watch that misses what is waited for, or says nothing at all, costs a minute or two.
func TestWhatAWatchKeepsBackIsSeen(t *testing.T) {
	for name, watch := range map[string]func(*http.Request){
		"missed": func(r *http.Request) {
			seconds, _ := time.ParseDuration(r.URL.Query().Get("timeoutSeconds") + "s")
			select {
			case <-time.After(seconds):
			case <-r.Context().Done():
			}
		},
		"dead": func(r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			access := accessTo(t, "https://192.0.2.1")
			synctest.Test(t, func(t *testing.T) {
				lists := []string{list(item("a", "1")), list(item("a", "2"))}
				access.options.WrapTransport = func(http.RoundTripper) http.RoundTripper {
					return noNetwork(func(r *http.Request) (int, string) {
						if r.URL.Query().Get("watch") != "" {
							watch(r)
							return http.StatusOK, ""
						}
						next := lists[0]
						lists = lists[1:]
						return http.StatusOK, next
					})
				}
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				err := Await(ctx, access, ConfigMaps, Namespace, "a", func(live *Named) (bool, string, error) {
					return live != nil && live.Metadata.Generation == 2, "waiting", nil
				}, func(trouble string) {
					if trouble != "waiting" {
						t.Error(trouble)
					}
				})
				if err != nil {
					t.Error(err)
				}
				synctest.Wait()
			})
		})
	}
}
