package cachedir

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// mostBytes is far more than any manifest or chart has.
const mostBytes = 64 << 20

// Download gets what is at an address, by a client. What the server says of a failure is in the error: Status of it tells the sort.
func Download(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("download %s: %w", address, err)
	}
	request.Header.Set("User-Agent", "kaaslab")
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("download: %w", err) // it names the address
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("download %s: %w", address, Status(response.StatusCode))
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	if err == nil && len(content) > mostBytes {
		err = fault.Errorf(fault.WrongDownload, "it is larger than %d MiB", mostBytes>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("download %s: %w", address, err)
	}
	return content, nil
}

// Status is the answer of a server that does not give what was asked for.
type Status int

// Error says it in words.
func (s Status) Error() string {
	return "the server answers " + strconv.Itoa(int(s)) + " " + http.StatusText(int(s))
}

// Passing reports whether it may be another one when asked again.
func (s Status) Passing() bool {
	return s == http.StatusTooManyRequests || s >= http.StatusInternalServerError
}
