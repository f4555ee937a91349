package internet

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// Fault is what goes wrong with requests. The zero value of a field that selects requests selects all.
type Fault struct {
	Host   string // that is asked
	Path   string // a part of the path
	Method string
	Times  int // how often it goes wrong; 0 is always

	Status int    // what is answered, with
	Code   string // of a registry's error, and
	Reason string // its message
	Login  string // user:password, without which it goes wrong

	Cut  int64         // bytes of an answer after which the connection breaks
	Slow time.Duration // a pause before each piece of an answer
}

// Asked is a request that came.
type Asked struct{ Method, Host, Path string }

// Fails adds what goes wrong from now on.
func (i *Internet) Fails(fault Fault) {
	if fault.Times == 0 {
		fault.Times = -1
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.faults = append(i.faults, &fault)
}

// WasAsked lists the requests so far for which a function says yes.
func (i *Internet) WasAsked(wanted func(Asked) bool) []Asked {
	i.mu.Lock()
	defer i.mu.Unlock()
	var found []Asked
	for _, asked := range i.asked {
		if wanted(asked) {
			found = append(found, asked)
		}
	}
	return found
}

// serve answers a request that came through the proxy.
func (i *Internet) serve(w http.ResponseWriter, r *http.Request) {
	if r.Host == dockerIndex {
		r.Host = dockerHub
	}
	fault := i.noted(r)
	if fault.Status != 0 {
		if fault.Login != "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="`+r.Host+`"`)
		}
		refuse(w, fault.Status, fault.Code, fault.Reason)
		return
	}
	if fault.Cut > 0 || fault.Slow > 0 {
		w = &troubled{ResponseWriter: w, fault: fault}
	}
	if file := i.files[r.Host+r.URL.Path]; file != nil {
		file.ServeHTTP(w, r)
	} else if registry := i.registries[r.Host]; registry != nil {
		registry.ServeHTTP(w, r)
	} else {
		http.Error(w, "no such host in this internet", http.StatusNotFound)
	}
}

// noted remembers a request, and says what goes wrong with it.
func (i *Internet) noted(r *http.Request) Fault {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, Asked{r.Method, r.Host, r.URL.Path})
	for _, fault := range i.faults {
		if fault.Times != 0 && fault.meets(r) {
			fault.Times = max(fault.Times-1, -1)
			return *fault
		}
	}
	return Fault{}
}

func (f Fault) meets(r *http.Request) bool {
	login := "Basic " + base64.StdEncoding.EncodeToString([]byte(f.Login))
	return (f.Host == "" || f.Host == r.Host) && strings.Contains(r.URL.Path, f.Path) && (f.Method == "" || f.Method == r.Method) &&
		(f.Login == "" || r.Header.Get("Authorization") != login)
}

// troubled is an answer on a bad line.
type troubled struct {
	http.ResponseWriter
	fault Fault
	sent  int64
}

func (t *troubled) Write(p []byte) (int, error) {
	time.Sleep(t.fault.Slow) // it is the line itself that is slow
	if t.fault.Cut > 0 && t.sent+int64(len(p)) > t.fault.Cut {
		panic(http.ErrAbortHandler) // which breaks the connection
	}
	n, err := t.ResponseWriter.Write(p)
	t.sent += int64(n)
	return n, err
}
