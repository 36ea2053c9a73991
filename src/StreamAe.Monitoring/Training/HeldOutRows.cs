namespace StreamAe.Monitoring.Training;

/// <summary>
/// Which rows of a history are kept out of fitting. Rows come in stretches, since neighbours are alike, and a few stretches spread over the
/// history, since behaviour changes over it: a model that never saw the newest fifth would be measured on, and judge, what it never learned.
/// A short history has one stretch, its end.
/// </summary>
internal static class HeldOutRows
{
    /// <summary>More stretches would leave no more to learn and more seams.</summary>
    private const int MostStretches = 5;

    /// <summary>Shorter stretches are mostly seam: scores are smoothed over some twenty rows.</summary>
    private const int ShortestStretch = 50;

    /// <summary>[rows] true for the end of each part.</summary>
    public static bool[] Of(int rows, double share)
    {
        int parts = Math.Clamp((int)(rows * share / ShortestStretch), 1, MostStretches);
        bool[] heldOut = new bool[rows];
        for (int part = 0; part < parts; part++)
        {
            int begin = (int)((long)rows * part / parts), end = (int)((long)rows * (part + 1) / parts);
            int held = (int)((end - begin) * share);
            heldOut.AsSpan(end - held, held).Fill(true);
        }

        return heldOut;
    }
}
