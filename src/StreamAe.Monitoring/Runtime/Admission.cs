namespace StreamAe.Monitoring.Runtime;

/// <summary>Leave to judge rows while the cohort's model is awaited.</summary>
/// <param name="Rows">So many of the next.</param>
/// <param name="TrainsCohort">After them, and before any other, the cohort's model is trained by who asked.</param>
internal readonly record struct Admission(int Rows, bool TrainsCohort);
