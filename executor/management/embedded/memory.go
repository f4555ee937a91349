package embedded

// Memory returns how many bytes of memory the process and those that it has started use, or 0 where nothing runs.
func (h *Handler) Memory() (int64, error) {
	alive, err := h.running()
	if err != nil || !alive {
		return 0, err
	}
	pid, err := h.holder()
	if err != nil || pid == 0 {
		return 0, notLocked(err)
	}
	return residentOf(pid), nil
}
