using System.Runtime.InteropServices;

namespace StreamAe.Host.Commands;

/// <summary>
/// SIGTERM and Ctrl-C from the first moment on. The command line's own handlers come when a command first waits for something: until then, while
/// files are read and the store is opened, a signal would end the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopSignals() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop), PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop)];

    /// <summary>Cancelled by the first signal. A second one ends the process where nothing else takes it.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Leaves signals to whoever else has them; the token stays as it is.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel |= !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
