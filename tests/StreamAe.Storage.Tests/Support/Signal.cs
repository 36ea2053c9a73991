using System.Threading.Channels;

namespace StreamAe.Storage.Tests.Support;

/// <summary>Counts events that a test waits for.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _events = Channel.CreateUnbounded<bool>();

    public void Set() => _events.Writer.TryWrite(true);

    /// <summary>Takes so many events, as they come; fails after a minute.</summary>
    public async Task WaitAsync(int times)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        for (int i = 0; i < times; i++)
        {
            await _events.Reader.ReadAsync(patience.Token);
        }
    }
}
