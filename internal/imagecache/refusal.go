package imagecache

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/kaaslab/kaaslab/internal/printable"
)

// mostSaid is how many bytes of what a registry says of a failure are passed on. A node writes it into events.
const mostSaid = 1 << 10

// refusal is an answer that is no image, as the registry API has it.
type refusal struct {
	status     int // of HTTP
	retryAfter string
	causes     []cause
}

type cause struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func refuse(status int, code, format string, values ...any) *refusal {
	return &refusal{status: status, causes: []cause{{Code: code, Message: plain(fmt.Sprintf(format, values...), mostSaid)}}}
}

// Error says all causes in one line.
func (r *refusal) Error() string {
	said := []string{fmt.Sprintf("%d %s", r.status, http.StatusText(r.status))}
	for _, c := range r.causes {
		said = append(said, c.Code+": "+c.Message)
	}
	return strings.Join(said, ": ")
}

// away reports whether it says nothing about the image: what was there before may be there still.
func (r *refusal) away() bool {
	return r.status == http.StatusTooManyRequests || r.status >= http.StatusInternalServerError
}

// write answers a node with it.
func (r *refusal) write(w http.ResponseWriter) {
	if r.retryAfter != "" {
		w.Header().Set("Retry-After", r.retryAfter)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	text := json.NewEncoder(w)
	text.SetEscapeHTML(false) // a person reads it
	_ = text.Encode(map[string]any{"errors": r.causes})
}

// refusedBy is the answer of a registry that has not given what was asked for. The body is read, not closed.
func refusedBy(host string, response *http.Response) *refusal {
	body, _ := io.ReadAll(io.LimitReader(response.Body, 16*mostSaid)) // what there is of it says enough
	said := &transport.Error{StatusCode: response.StatusCode}
	if json.Unmarshal(body, said) != nil || len(said.Errors) == 0 {
		said.Errors = []transport.Diagnostic{{Code: codeOf(response.StatusCode), Message: string(body)}}
	}
	r := ofDiagnostics(host, said)
	r.retryAfter = plain(response.Header.Get("Retry-After"), 64)
	return r
}

func ofDiagnostics(host string, said *transport.Error) *refusal {
	r, left := &refusal{status: said.StatusCode}, mostSaid
	if r.status < http.StatusBadRequest { // a redirect to nowhere, or something else that no registry says
		r.status = http.StatusBadGateway
	}
	for _, d := range said.Errors {
		c := cause{Code: plain(string(d.Code), min(left, 64))}
		c.Message = plain(host+": "+d.Message, left-len(c.Code))
		r.causes = append(r.causes, c)
		if left -= len(c.Code) + len(c.Message); left <= 0 {
			break
		}
	}
	return r
}

// failed is what to tell a node of an error on the way to a registry.
func failed(host string, err error) *refusal {
	var known *refusal
	var said *transport.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &said): // of the login
		if len(said.Errors) == 0 {
			untold := *said
			untold.Request = nil // its address says nothing to a node
			said = &transport.Error{StatusCode: said.StatusCode, Errors: []transport.Diagnostic{{Code: codeOf(said.StatusCode), Message: untold.Error()}}}
		}
		return ofDiagnostics(host, said)
	}
	return refuse(http.StatusBadGateway, "UNAVAILABLE", "cannot download from %s: %s", host, reason(err))
}

// reason is an error without the addresses that it came by, for those of downloads may have passwords of the moment, and without what
// follows its first line, which may be an answer to a login.
func reason(err error) string {
	for at := (*url.Error)(nil); errors.As(err, &at); {
		err = at.Err
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return plain(line, mostSaid)
}

func codeOf(status int) transport.ErrorCode {
	switch status {
	case http.StatusUnauthorized:
		return transport.UnauthorizedErrorCode
	case http.StatusForbidden:
		return transport.DeniedErrorCode
	case http.StatusNotFound:
		return transport.NameUnknownErrorCode
	case http.StatusTooManyRequests:
		return transport.TooManyRequestsErrorCode
	}
	return transport.UnknownErrorCode
}

// plain is text from outside in one line of at most so many bytes.
func plain(text string, most int) string {
	text = printable.Line(text)
	if len(text) > most {
		text = strings.ToValidUTF8(text[:max(most, 0)], "")
	}
	return text
}
