using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Processor time of the calling thread.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of Linux.
    private const int ThreadCpuTime = 3;

    /// <summary>
    /// What the thread has used so far. Where the system is not asked for it, the time that has passed: more than was used, so that who keeps to
    /// a share of it stays below.
    /// </summary>
    public static TimeSpan Used()
    {
        if (OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out TimeSpec used) == 0)
        {
            return TimeSpan.FromSeconds(used.Seconds) + TimeSpan.FromMicroseconds(used.Nanoseconds / 1000.0);
        }

        return Stopwatch.GetElapsedTime(0);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
