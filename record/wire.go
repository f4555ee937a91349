package record

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"k8s.io/client-go/rest"
)

// Call is one request that went over a Wire. A stream is answered for as long as somebody listens.
type Call struct {
	Method, Path        string
	List, Watch, Stream bool
}

// Wire is what lies between kaaslab and an API server, or a Docker daemon. It numbers the requests from 1 on, and lets one of them meet a fault.
type Wire struct {
	server *httptest.Server
	target *url.URL
	beyond http.RoundTripper
	proxy  *httputil.ReverseProxy
	speech speech

	mu      sync.Mutex
	calls   []Call
	fault   Fault
	at      int
	struck  bool
	kaaslab *os.Process
	answers map[string][]answer // to what was read, by address
}

// answer is one of the API server, as it was.
type answer struct {
	status int
	kind   string
	body   []byte
}

// NewWire returns a wire to the server that a configuration reaches.
func NewWire(config *rest.Config) (*Wire, error) {
	beyond, err := rest.TransportFor(config)
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(config.Host)
	if err != nil {
		return nil, err
	}
	w := newWire(target, beyond, kubernetes)
	w.server.Start()
	return w, nil
}

// newWire returns one that nobody can reach yet.
func newWire(target *url.URL, beyond http.RoundTripper, speech speech) *Wire {
	w := &Wire{target: target, beyond: beyond, speech: speech}
	w.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: beyond, FlushInterval: -1, ModifyResponse: w.remember,
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	w.server = httptest.NewUnstartedServer(w)
	w.Clear()
	return w
}

// Close ends the wire.
func (w *Wire) Close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// URL is where kaaslab finds the API server.
func (w *Wire) URL() string { return w.server.URL }

// Clear forgets all that went over the wire.
func (w *Wire) Clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers = map[string][]answer{}
	w.calls, w.at, w.struck = nil, 0, false
}

// Arm counts anew, and lets the call of a number meet a fault, which may be one of the process that calls.
func (w *Wire) Arm(f Fault, at int, kaaslab *os.Process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls, w.fault, w.at, w.struck, w.kaaslab = nil, f, at, false, kaaslab
}

// Disarm ends what Arm began. It returns the calls since then, and whether the fault met one.
func (w *Wire) Disarm() (calls []Call, struck bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls, struck = w.calls, w.struck
	w.calls, w.at, w.struck = nil, 0, false
	return calls, struck
}

// ServeHTTP implements http.Handler.
func (w *Wire) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	if fault, hit := w.number(w.speech.call(r)); hit {
		fault.strike(w, to, r)
		return
	}
	w.proxy.ServeHTTP(to, r)
}

func (w *Wire) number(call Call) (Fault, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	hit := len(w.calls) == w.at && w.fault.meets(call)
	w.struck = w.struck || hit
	return w.fault, hit
}

func (w *Wire) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.kaaslab.Kill() // it may have ended
}

// fill lets kaaslab write no byte more to any file.
func (w *Wire) fill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := forbidFiles(w.kaaslab.Pid); err != nil {
		panic(err)
	}
}

// forward sends a request on. What has reached the server is done, whatever becomes of who asked.
func (w *Wire) forward(ctx context.Context, r *http.Request) *http.Response {
	on := r.Clone(ctx)
	on.RequestURI, on.Host = "", w.target.Host
	on.URL.Scheme, on.URL.Host = w.target.Scheme, w.target.Host
	got, err := w.beyond.RoundTrip(on)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return got
}

// reach sends a request on and reads the answer, but of a stream only that it has begun.
func (w *Wire) reach(r *http.Request) answer {
	got := w.forward(context.WithoutCancel(r.Context()), r)
	defer got.Body.Close()
	read := answer{status: got.StatusCode, kind: got.Header.Get("Content-Type")}
	if !w.speech.call(r).Stream && got.StatusCode != http.StatusSwitchingProtocols {
		read.body, _ = io.ReadAll(got.Body) // what there is of it
	}
	return read
}

func (a answer) write(to http.ResponseWriter) {
	to.Header().Set("Content-Type", a.kind)
	to.WriteHeader(a.status)
	_, _ = to.Write(a.body) // who asked may be gone
}

// remember keeps what was read, so that it can be answered once more when it is old.
func (w *Wire) remember(got *http.Response) error {
	r := got.Request
	if r.Method != http.MethodGet || w.speech.call(r).Stream {
		return nil
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	got.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers[addressOf(r)] = append(w.answers[addressOf(r)], answer{got.StatusCode, got.Header.Get("Content-Type"), body})
	return nil
}

func addressOf(r *http.Request) string { return r.URL.Path + "?" + r.URL.RawQuery }

// old returns the last answer that is not the one of now. Where there is none, what is read has not changed.
func (w *Wire) old(r *http.Request) answer {
	now := w.reach(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, before := range slices.Backward(w.answers[addressOf(r)]) {
		if !bytes.Equal(before.body, now.body) {
			return before
		}
	}
	return now
}

// stream is a watch that ends at once, or lacks its first event.
func (w *Wire) stream(to http.ResponseWriter, r *http.Request, f Fault) {
	got := w.forward(r.Context(), r)
	defer got.Body.Close()
	to.Header().Set("Content-Type", got.Header.Get("Content-Type"))
	to.WriteHeader(got.StatusCode)
	flush := http.NewResponseController(to).Flush
	_ = flush()
	if f == WatchEnded {
		return
	}
	missed := false
	for lines := newLines(got.Body); lines.Scan(); _ = flush() {
		if !missed && !strings.Contains(lines.Text(), `"BOOKMARK"`) {
			missed = true
			continue
		}
		_, _ = to.Write(append(lines.Bytes(), '\n'))
	}
}
