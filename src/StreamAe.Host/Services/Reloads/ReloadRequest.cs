using System.Threading.Channels;

namespace StreamAe.Host.Services.Reloads;

/// <summary>Asks the running service to take over its edited files. Several that ask while one waits are one. Thread-safe.</summary>
internal sealed class ReloadRequest
{
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Files that are written before this call are those that the service reads.</summary>
    public void Ask() => _asked.Writer.TryWrite(true);

    /// <summary>Waits until somebody asks, and takes it: who asks from then on asks anew.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _asked.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
}
