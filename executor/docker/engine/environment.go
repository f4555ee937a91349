package engine

import (
	"os"
	"sync"
)

// environment is what the user has set of the variables that a library is steered by while it is called. A process has one
// environment: who looks for a daemon meanwhile, for another lab, has to see what the user has set and not that.
var environment struct {
	sync.Mutex
	users map[string]variable // while a library is called
}

type variable struct {
	value string
	isSet bool
}

// getenv is os.Getenv, of the user's environment.
func getenv(name string) string {
	environment.Lock()
	defer environment.Unlock()
	if users, diverted := environment.users[name]; diverted {
		return users.value
	}
	return os.Getenv(name)
}

// divert sets variables until the environment is restored. An empty one is not set. Only one may divert at a time, which is
// whoever holds the lock of the library that reads them.
func divert(variables map[string]string) (restore func(), err error) {
	environment.Lock()
	defer environment.Unlock()
	users := map[string]variable{}
	for name := range variables {
		value, isSet := os.LookupEnv(name)
		users[name] = variable{value, isSet}
	}
	environment.users = users
	for name, value := range variables {
		if err := setenv(name, variable{value, value != ""}); err != nil {
			restoreUsers()
			return nil, err
		}
	}
	return func() {
		environment.Lock()
		defer environment.Unlock()
		restoreUsers()
	}, nil
}

// restoreUsers cannot fail: what it sets was set before.
func restoreUsers() {
	for name, users := range environment.users {
		_ = setenv(name, users)
	}
	environment.users = nil
}

func setenv(name string, v variable) error {
	if !v.isSet {
		return os.Unsetenv(name)
	}
	return os.Setenv(name, v.value)
}
