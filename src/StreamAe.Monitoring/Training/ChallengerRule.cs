using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Training;

/// <summary>On which rows a challenger and the champion are compared.</summary>
internal static class ChallengerRule
{
    /// <summary>Fewer rows say little about which model is better.</summary>
    public const int Fewest = 30;

    /// <summary>
    /// Held-out rows that are newer than what the champion was trained on: neither was fitted on them. Where there are fewer than
    /// <see cref="Fewest"/> of those (a training soon after another, as an operator may ask for), all held-out rows: the champion was fitted
    /// on some, which is to its advantage alone, so a challenger that is better nevertheless is better.
    /// </summary>
    /// <param name="unseenRows">Newest rows that the champion was not fitted on; null where that is not known, or there is no champion.</param>
    /// <returns>[windows]</returns>
    public static bool[] RowsToCompareOn(Windows windows, int? unseenRows)
    {
        bool[] heldOut = [.. windows.IsHeldOut.Zip(windows.IsUsable, (isHeldOut, isUsable) => isHeldOut && isUsable)];
        if (unseenRows is not int unseen)
        {
            return heldOut;
        }

        int seen = Math.Clamp(windows.Count - unseen, 0, windows.Count);
        if (heldOut.AsSpan(seen).Count(true) >= Fewest)
        {
            heldOut.AsSpan(0, seen).Clear();
        }

        return heldOut;
    }

    /// <summary>0 for none, negative for a cohort's: it counts its versions apart.</summary>
    public static int SignedVersionOf(EntityModel? champion) =>
        champion is null ? 0 : champion.Origin == ModelOrigin.Cohort ? -champion.Version : champion.Version;
}
