using System.Threading.Channels;

namespace StreamAe.Host.Api.Live;

/// <summary>One listener. What it does not take in time is dropped, oldest first: nobody waits for it.</summary>
/// <param name="monitor">Of the entity it watches; null for none.</param>
/// <param name="key">The entity.</param>
internal sealed class LiveSubscription(LiveBoard board, string? monitor, string? key) : IDisposable
{
    private const int Capacity = 1024;

    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public string? Monitor => monitor;

    public string? Key => key;

    public ChannelReader<LiveEvent> Events => _events.Reader;

    public void Send(LiveEvent happened) => _events.Writer.TryWrite(happened);

    public void Dispose()
    {
        board.Leave(this);
        _events.Writer.TryComplete();
    }
}
