/** The arithmetic behind flow.yaml; the rules themselves are there. */
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

const Grade = z.enum(['A', 'B', 'C', 'D']);

const Offer = z.object({
  decision: z.enum(['approved', 'referred']),
  yearly_rate: z.number().nullable(),
  monthly_payment: z.number().nullable(),
  explanation: z.string(),
});

export default defineTasks({
  AssessRisk: defineTask({
    description: 'Grades the risk by the credit score and by how much of the income the loans would take',
    input: z.object({
      income: z.number(),
      debts: z.number(),
      credit_score: z.int(),
      amount: z.number(),
      months: z.int(),
    }),
    output: z.object({ grade: Grade, burden: z.number() }),
    run: ({ income, debts, credit_score, amount, months }) => {
      const burden = income === 0 ? 1 : round((debts + amount / months) / income);
      if (credit_score >= 720 && burden < 0.2) return { grade: 'A', burden };
      if (credit_score >= 640 && burden < 0.35) return { grade: 'B', burden };
      return { grade: credit_score >= 560 && burden < 0.45 ? 'C' : 'D', burden };
    },
  }),

  OfferLoan: defineTask({
    description: 'Computes what the loan costs each month at a yearly rate',
    input: z.object({ amount: z.number(), months: z.int(), yearly_rate: z.number() }),
    output: Offer,
    run: ({ amount, months, yearly_rate }) => {
      const rate = yearly_rate / 1200;
      const monthly_payment = round((amount * rate) / (1 - (1 + rate) ** -months));
      const explanation = `${months} payments of ${monthly_payment}, at ${yearly_rate} % a year.`;
      return { decision: 'approved', yearly_rate, monthly_payment, explanation };
    },
  }),

  ReferToPerson: defineTask({
    description: 'Hands the application to a person where the rules do not decide',
    input: z.object({ name: z.string(), grade: Grade }),
    output: Offer,
    run: ({ name, grade }) => ({
      decision: 'referred',
      yearly_rate: null,
      monthly_payment: null,
      explanation: `The risk is of grade ${grade}: a colleague will call ${name}.`,
    }),
  }),
});

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
