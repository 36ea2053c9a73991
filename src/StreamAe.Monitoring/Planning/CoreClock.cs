namespace StreamAe.Monitoring.Planning;

/// <summary>
/// Seconds of processor time this process took: unlike the clock on the wall they do not grow where other processes take their share. All of
/// the process counts, so nothing else should happen in it meanwhile.
/// </summary>
internal static class CoreClock
{
    public static double Seconds => Environment.CpuUsage.TotalTime.TotalSeconds;
}
