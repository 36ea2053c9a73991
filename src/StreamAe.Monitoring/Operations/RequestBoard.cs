namespace StreamAe.Monitoring.Operations;

/// <summary>Where a running monitor finds the requests that wait for its entities. Written by one thread, read by any.</summary>
public sealed class RequestBoard
{
    private volatile RequestSet _current = RequestSet.Empty;

    public RequestSet Current
    {
        get => _current;
        set => _current = value;
    }
}
