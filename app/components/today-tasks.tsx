import { Link } from '@remix-run/react';
import { IconAlertTriangle, IconChevronRight, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import type { Task } from './today-task-list';

/** What needs a person now, most urgent first: what, since or until when, for how much. Each line leads to its rows. */
export function TodayTasks({ tasks }: { tasks: readonly Task[] }) {
  const { t } = useTranslation();
  return (
    <ul className="tasks">
      {tasks.map((task) => (
        <li key={task.key} className={task.urgent ? 'task urgent' : 'task'} data-task={task.key}>
          {task.urgent ? (
            <IconAlertTriangle size={18} aria-hidden="true" />
          ) : (
            <IconClock size={18} aria-hidden="true" />
          )}
          <div className="task-what">
            <Link to={task.to} className="door">
              {task.title}
            </Link>
            <span className="sub">{task.hint}</span>
            {task.parts ? (
              <ul className="task-parts">
                {task.parts.map((part) => (
                  <li key={part.to}>
                    <Link to={part.to}>{part.label}</Link>
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
          <span className="task-clock">{task.clock}</span>
          <span className="task-sum">
            {task.amounts.map(({ ore, currency }) => (
              <span key={currency}>
                {currency === 'NOK'
                  ? t('today.kroner', { amount: formatKroner(ore) })
                  : `${formatKroner(ore)} ${currency}`}
              </span>
            ))}
          </span>
          <IconChevronRight size={16} className="task-go" aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}
