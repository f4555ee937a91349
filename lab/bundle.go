package lab

import (
	"context"

	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/operation"
)

// BundleOptions are how a bundle is written. The zero value takes the images of Linux on this machine's processor, from where they are
// named, and shows no login to anybody.
type BundleOptions struct {
	// Platform is what images are for, such as linux/arm64.
	Platform string
	// From are prefixes of images and what they are replaced by, to download them from copies: docker.io=mirror.example.com/hub.
	From []string
	// Logins are those of the user's configuration of Docker.
	Logins bool
	// Report is told how far it is.
	Report func(string)
}

// Bundle writes a file with all that the lab takes from elsewhere, and its lab file with what that names. What was downloaded is kept beside it
// until it is whole: the same call goes on from there. Only its owner may read it.
func (l *Lab) Bundle(ctx context.Context, file string, o BundleOptions) error {
	say := func(text string) {
		if o.Report != nil {
			o.Report(l.lab.Border().Text(text))
		}
	}
	_, err := l.lab.Bundle(ctx, file, imagearchive.Options{Platform: o.Platform, From: o.From, Logins: o.Logins, Report: say})
	return l.lab.Border().Err(err)
}

// OpenBundle unpacks a bundle into a directory that is not there, or has it from before, and opens the lab.
func OpenBundle(bundle, dir string, o Options) (*Lab, error) {
	file, err := operation.OpenBundle(bundle, dir)
	if err != nil {
		return nil, err
	}
	return Open(file, o)
}
