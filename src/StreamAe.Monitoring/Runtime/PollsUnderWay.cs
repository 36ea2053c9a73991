namespace StreamAe.Monitoring.Runtime;

/// <summary>How many polls are under way, for those who wait until none is. Thread-safe.</summary>
internal sealed class PollsUnderWay
{
    private readonly Lock _gate = new();
    private int _underWay;
    private TaskCompletionSource? _drained;

    public void Begin()
    {
        lock (_gate)
        {
            _underWay++;
        }
    }

    public void End()
    {
        TaskCompletionSource? drained = null;
        lock (_gate)
        {
            if (--_underWay == 0)
            {
                (drained, _drained) = (_drained, null);
            }
        }

        drained?.TrySetResult();
    }

    public Task WaitAsync()
    {
        lock (_gate)
        {
            return _underWay == 0
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
