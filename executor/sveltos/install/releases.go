package install

import (
	"bytes"
	"errors"
	"fmt"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/storage/driver"
)

// latest returns the last revision of the release, or nil when there is none. One that was uninstalled with its history
// kept is none.
func latest(config *action.Configuration) (*release.Release, error) {
	there, err := config.Releases.Last(releaseName)
	switch {
	case errors.Is(err, driver.ErrReleaseNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the release %s: %w", releaseName, err)
	case there.Info.Status == release.StatusUninstalled:
		return nil, nil
	}
	return there, nil
}

// takeUp turns a release that an operation was cut short on into one that failed, which helm goes on from.
func takeUp(config *action.Configuration, there *release.Release) error {
	if !there.Info.Status.IsPending() {
		return nil
	}
	there.SetStatus(release.StatusFailed, fmt.Sprintf("kaaslab takes up what was cut short: %s", there.Info.Status))
	if err := config.Releases.Update(there); err != nil {
		return fmt.Errorf("take up the release %s: %w", releaseName, err)
	}
	return nil
}

// updateDefinitions brings the definitions of kinds that a chart has in its crds directory up to date, which helm does only
// when it installs.
func updateDefinitions(config *action.Configuration, loaded *chart.Chart) error {
	for _, definition := range loaded.CRDObjects() {
		resources, err := config.KubeClient.Build(bytes.NewReader(definition.File.Data), false)
		if err == nil {
			_, err = config.KubeClient.Update(resources, resources, false)
		}
		if err != nil {
			return fmt.Errorf("update the definitions in %s of chart %s: %w", definition.Filename, loaded.Name(), err)
		}
	}
	return nil
}
