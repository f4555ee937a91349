package poll

import (
	"errors"
	"net"
	"net/url"
)

// WithoutAddresses takes addresses out of an error of the network: the local port makes a new line of each try.
func WithoutAddresses(err error) error {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	var onNetwork *net.OpError
	if errors.As(err, &onNetwork) {
		err = onNetwork.Err
	}
	return err
}
