// Package dockertest gives tests a Docker daemon: one in memory, and a real one where $KAASLAB_DOCKER_HOST names it. What
// holds for the first is tested with the second.
package dockertest
