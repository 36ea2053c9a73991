using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Makes a thread give way to the others of the process.</summary>
internal static partial class ThreadNice
{
    private const int PrioProcess = 0;

    // A thirtieth of the share of a usual thread where all processors are busy: training goes on, and is hardly noticed.
    private const int Niceness = 15;

    /// <summary>
    /// The calling thread takes what processor time others leave. On Linux the runtime ignores a thread's priority, but the system knows
    /// one's niceness, a thread's own there; elsewhere the priority does it. A system that refuses changes nothing but the pace.
    /// </summary>
    public static void GiveWay()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            // 0: the caller.
            _ = SetPriority(PrioProcess, 0, Niceness);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, uint who, int niceness);
}
