using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Devices;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// The way to a device that may fail: opened when it is first needed, given up when it fails, tried again a while later. Thread-safe.
/// </summary>
internal sealed class DeviceLink : IDisposable
{
    /// <summary>From a failure to the next attempt.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Func<GpuDevice> _open;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly DeviceUse _use;
    private readonly DeviceLimits _limits;
    private readonly Lock _gate = new();
    private volatile DeviceScoring? _scoring;

    // Of devices that were given up. Written before they are, so that counts never fall.
    private DeviceCounts _before;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <param name="report">Told in words when the device fails and when it works again.</param>
    /// <param name="use">Null for scoring.</param>
    public DeviceLink(Func<GpuDevice> open, TimeProvider time, Action<string> report, DeviceUse? use = null, DeviceLimits? limits = null)
    {
        _open = open;
        _time = time;
        _report = report;
        _use = use ?? DeviceUse.Scoring;
        _limits = limits ?? new DeviceLimits();
    }

    /// <summary>Times the device failed, or could not be opened.</summary>
    public int Failures { get; private set; }

    /// <summary>What the device did so far, however often it was opened. From any thread.</summary>
    public DeviceCounts Counts => _scoring is DeviceScoring scoring ? scoring.Before + scoring.Counts : _before;

    /// <summary>The device, if it is open.</summary>
    public DeviceScoring? Opened => _scoring;

    /// <summary>Whether an error is one of the device or of its driver, which another backend does not share.</summary>
    public static bool IsFailure(Exception error) =>
        error is AcceleratorException or OutOfMemoryException or ObjectDisposedException or NotSupportedException or InternalCompilerException or CapabilityNotSupportedException;

    /// <summary>The device, opened where need be; null while it has failed.</summary>
    public DeviceScoring? TryGet() => _scoring ?? TryOpen();

    /// <summary>The device failed: nobody uses it any more.</summary>
    public void Fail(DeviceScoring scoring, Exception error)
    {
        lock (_gate)
        {
            if (_scoring == scoring)
            {
                _before = scoring.Before + scoring.Counts;
                _scoring = null;
                Postpone($"{scoring.Device.Name} failed in {_use.Name} ({error.Message})");
                Discard(scoring);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_scoring is DeviceScoring scoring)
            {
                _before = scoring.Before + scoring.Counts;
                _scoring = null;
                Discard(scoring);
            }

            _notBefore = DateTimeOffset.MaxValue;
        }
    }

    private DeviceScoring? TryOpen()
    {
        lock (_gate)
        {
            if (_scoring is not null || _time.GetUtcNow() < _notBefore)
            {
                return _scoring;
            }

            try
            {
                _scoring = new DeviceScoring(_open(), _limits) { Before = _before };
            }
            catch (Exception error) when (IsFailure(error) || error is InvalidOperationException)
            {
                Postpone($"The device cannot be opened for {_use.Name} ({error.Message})");
                return null;
            }

            if (Failures > 0)
            {
                _report($"{_scoring.Device.Name} works again for {_use.Name}.");
            }

            return _scoring;
        }
    }

    private void Postpone(string what)
    {
        Failures++;
        _notBefore = _time.GetUtcNow() + RetryAfter;
        _report($"{what}; {_use.Meanwhile} meanwhile, with the same results. Tried again in {RetryAfter.TotalSeconds:F0} s.");
    }

    private static void Discard(DeviceScoring scoring)
    {
        try
        {
            // Another thread may be in the middle of a batch, which fails or ends first.
            lock (scoring.Device.Gate)
            {
                scoring.Dispose();
                scoring.Device.Dispose();
            }
        }
        catch (Exception error) when (IsFailure(error))
        {
            // A device that is lost cannot give its memory back either.
        }
    }
}
