package engine

import "context"

// Settings returns what the last apply knew of the settings of the daemon's kernel.
func (e *Engine) Settings(ctx context.Context) (map[string]int64, error) {
	api, err := e.API(ctx)
	if err != nil || e.dir == nil {
		return nil, err
	}
	here, err := e.daemon(ctx, api)
	if err != nil {
		return nil, err
	}
	return e.dir.Settings(here), nil
}

// NoteSetting notes a setting of the daemon's kernel that an apply has found or left.
func (e *Engine) NoteSetting(ctx context.Context, key string, value int64) error {
	if e.dir == nil {
		return nil
	}
	here, err := e.here(ctx)
	if err != nil {
		return err
	}
	return e.dir.NoteSetting(here, key, value)
}
