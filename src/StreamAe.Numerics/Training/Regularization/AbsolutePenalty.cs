namespace StreamAe.Numerics.Training;

/// <summary>λ times the mean over rows of Σⱼ |aⱼ|.</summary>
internal sealed unsafe class AbsolutePenalty(int units, double weight) : ISparsityPenalty
{
    public double AddTo(float* codes, float* delta, int stride, int rows)
    {
        float slope = (float)(weight / rows);
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            float* code = codes + ((nint)r * stride);
            float* target = delta + ((nint)r * stride);
            for (int j = 0; j < units; j++)
            {
                sum += MathF.Abs(code[j]);

                // Of a NaN there is no sign; it goes on as it is, and the loss tells.
                target[j] += float.IsNaN(code[j]) ? code[j] : slope * MathF.Sign(code[j]);
            }
        }

        return weight * sum / rows;
    }
}
